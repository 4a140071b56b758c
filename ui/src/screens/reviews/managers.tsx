import type { ManagersLook, Problem } from "../../host";
import { plural } from "../../words/numbers";
import css from "./reviews.module.css";

/** Which items have a manager to decide about them, and why others have none. */
export function Managers({
  look,
  problem,
}: {
  look: ManagersLook | null;
  problem: Problem | null;
}) {
  return (
    <div data-testid="review-managers" data-without={look?.without} role="status">
      {problem ? (
        <p className="small">The managers could not be loaded. {problem.side_words}</p>
      ) : look === null ? (
        <p className="small muted">Loading the managers…</p>
      ) : (
        <Found look={look} />
      )}
    </div>
  );
}

function Found({ look }: { look: ManagersLook }) {
  return (
    <>
      <p className="small">
        {plural(look.clear, "item has", "items have")} a clear manager.{" "}
        {look.without > 0 ? (
          <b>
            {plural(look.without, "item has", "items have")} none. You decide about{" "}
            {look.without === 1 ? "it" : "them"}.
          </b>
        ) : null}
      </p>
      {look.open.length > 0 ? (
        <ul className={`box ${css.rejected}`}>
          {look.open.map((one) => (
            <li key={`${one.written}-${one.why}`} className="small">
              <span>
                <span className="name">“{one.written}”</span>, {plural(one.items, "item", "items")}:{" "}
                {one.why}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      {look.none > 0 ? (
        <p className="small muted">
          The HR list has no manager for {plural(look.none, "item", "items")}.
        </p>
      ) : null}
    </>
  );
}
