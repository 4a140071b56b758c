import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useCall } from "../../data/call";
import { useConnections } from "../../data/state";
import { asProblem, host, type ReviewRequest } from "../../host";
import appFieldsCss from "../../parts/app-fields.module.css";
import { FormDialog } from "../../parts/form-dialog";
import { AppName } from "../../parts/shapes";
import { TextField } from "../../parts/text-field";
import { useRoute } from "../../routes";
import { plural } from "../../words/numbers";
import css from "./reviews.module.css";

const ASSIGN: { value: ReviewRequest["assign"]; label: string }[] = [
  { value: "one", label: "You decide about everything" },
  { value: "manager", label: "Managers on the HR list decide about their people" },
  { value: "app", label: "One person for each app, named below" },
  { value: "group", label: "One person for each group (such as its owner), named below" },
];

/** "Intranet = Jo Doe <jo@example.com>", one per line; null if a line is not valid. */
function namedOf(text: string): ReviewRequest["named"] | null {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const named = lines.map((line) => /^\s*(.+?)\s*=\s*(.+?)\s*<([^<>\s]+@[^<>\s]+)>\s*$/.exec(line));
  if (named.some((match) => match === null)) return null;
  return named.flatMap((match) =>
    match
      ? [{ what: match[1] ?? "", reviewer: { name: match[2] ?? "", email: match[3] ?? "" } }]
      : [],
  );
}

/** The quarter of a day, the usual name of a review. */
function quarter(now: Date): string {
  return `Q${Math.floor(now.getMonth() / 3) + 1} ${now.getFullYear()}`;
}

/** Asks for scope, reviewers and due date; then the apps are synced and the list is frozen. */
export function StartReview({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [, go] = useRoute();
  const connections = useConnections();
  const [name, setName] = useState(() => quarter(new Date()));
  const [due, setDue] = useState("");
  const [out, setOut] = useState<ReadonlySet<string>>(new Set());
  const [only, setOnly] = useState<"all" | "admins" | "not-in-list">("all");
  const [granularity, setGranularity] = useState<ReviewRequest["granularity"]>("account");
  const [groups, setGroups] = useState("");
  const [departments, setDepartments] = useState("");
  const [named, setNamed] = useState("");
  const [privileged, setPrivileged] = useState("");
  const [assign, setAssign] = useState<ReviewRequest["assign"]>("one");
  const [you, setYou] = useState({ name: "", email: "" });
  const [second, setSecond] = useState({ name: "", email: "" });
  const [signer, setSigner] = useState({ name: "", email: "" });
  const [excluded, setExcluded] = useState("");
  const { busy, problem, call } = useCall();
  const scope = connections.filter((one) => !out.has(one.id));
  const byName = assign === "app" || assign === "group";
  const lines = byName ? namedOf(named) : [];
  const isDay = due === "" || /^\d{4}-\d{2}-\d{2}$/.test(due);
  const list = (text: string) =>
    text
      .split(",")
      .map((one) => one.trim())
      .filter((one) => one !== "");

  const wanted: ReviewRequest = {
    name: name.trim(),
    due: due === "" ? null : due,
    connections: scope.map((one) => one.id),
    granularity,
    groups: list(groups),
    departments: list(departments),
    only_admins: only === "admins",
    only_not_in_list: only === "not-in-list",
    privileged_groups: list(privileged),
    assign,
    reviewers: [you, second].filter((one) => one.name.trim() !== ""),
    named: lines ?? [],
    exclusions:
      excluded.trim() === ""
        ? []
        : scope.map((one) => ({ connection: one.id, reason: excluded.trim() })),
    second: signer.name.trim() === "" ? null : signer,
    without_manager: 0,
  };
  const asked = {
    ...wanted,
    name: "",
    due: null,
    reviewers: [],
    exclusions: [],
    second: null,
  };
  const managers = useQuery({
    queryKey: ["review-managers", JSON.stringify(asked)],
    queryFn: () => host.lookAtManagers(asked),
    enabled: assign === "manager" && scope.length > 0,
    staleTime: 0,
  });
  const look = assign === "manager" ? (managers.data ?? null) : null;

  const ready: boolean =
    name.trim() !== "" &&
    you.name.trim() !== "" &&
    you.email.includes("@") &&
    scope.length > 0 &&
    (!byName || (lines !== null && lines.length > 0)) &&
    isDay &&
    (assign !== "manager" || look !== null);

  const start = async () => {
    await call(async () => {
      try {
        const view = await host.startReview({ ...wanted, without_manager: look?.without ?? 0 });
        void client.invalidateQueries({ queryKey: ["reviews"] });
        go({ at: "review", id: view.brief.id });
      } catch (thrown) {
        // The apps were synced: the managers may have changed.
        void managers.refetch();
        throw thrown;
      }
    });
  };
  const field = (
    label: string,
    testId: string,
    value: string,
    set: (text: string) => void,
    hint?: string,
  ) => (
    <TextField
      label={label}
      value={value}
      placeholder={hint}
      spellCheck={false}
      testId={testId}
      onChange={set}
    />
  );

  return (
    <FormDialog
      title="Start an access review"
      wide
      dialogTestId="review-dialog"
      busy={busy}
      problem={problem}
      failed="The review was not started"
      remedy={field(
        "Start without apps that can’t be fully synced. Reason:",
        "review-excluded",
        excluded,
        setExcluded,
        "Kept in the evidence",
      )}
      ready={ready}
      label="Start review"
      working="Syncing the apps…"
      testId="review-freeze"
      note={
        <p className="muted small">
          Rollcall syncs these apps, keeps every response, then freezes the list. Later changes
          don’t affect this review.
        </p>
      }
      onSubmit={() => void start()}
      onClose={onClose}
    >
      <div className={css.reviewPair}>
        {field("Name", "review-name", name, setName)}
        <label className="field">
          <span>Due</span>
          <input
            className="input"
            type="date"
            tabIndex={0}
            value={due}
            onChange={(event) => setDue(event.target.value)}
            data-testid="review-due"
          />
        </label>
      </div>
      <fieldset className={appFieldsCss.holding}>
        <legend>Apps</legend>
        {connections.map(({ id, name: app, color }) => (
          <div key={id} className={appFieldsCss.app}>
            <label>
              <input
                type="checkbox"
                tabIndex={0}
                checked={!out.has(id)}
                onChange={() =>
                  setOut((before) => {
                    const next = new Set(before);
                    if (!next.delete(id)) next.add(id);
                    return next;
                  })
                }
                data-testid="review-app"
                data-app={app}
              />
              <AppName color={color} name={app} />
              <span />
            </label>
          </div>
        ))}
      </fieldset>
      <div className={css.reviewPair}>
        <label className="field">
          <span>Review by</span>
          <select
            className="input"
            value={granularity}
            onChange={(event) => setGranularity(event.target.value as typeof granularity)}
            data-testid="review-granularity"
            data-chosen={granularity}
          >
            <option value="account">Account, with all its groups</option>
            <option value="membership">Each membership separately</option>
          </select>
        </label>
        <label className="field">
          <span>Accounts</span>
          <select
            className="input"
            value={only}
            onChange={(event) => setOnly(event.target.value as typeof only)}
            data-testid="review-only"
          >
            <option value="all">All accounts</option>
            <option value="admins">Only privileged access</option>
            <option value="not-in-list">Only people not in HR, or who left</option>
          </select>
        </label>
      </div>
      <div className={css.reviewPair}>
        {field(
          "Only in these groups",
          "review-groups",
          groups,
          setGroups,
          "All, or names separated by commas",
        )}
        {field(
          "Only in these departments",
          "review-departments",
          departments,
          setDepartments,
          "All, or names separated by commas",
        )}
      </div>
      {field(
        "Privileged groups",
        "review-privileged",
        privileged,
        setPrivileged,
        "In addition to admin roles, names separated by commas",
      )}
      <label className="field">
        <span>Reviewers</span>
        <select
          className="input"
          value={assign}
          onChange={(event) => setAssign(event.target.value as typeof assign)}
          data-testid="review-assign"
        >
          {ASSIGN.map((one) => (
            <option key={one.value} value={one.value}>
              {one.label}
            </option>
          ))}
        </select>
      </label>
      {byName ? (
        <label className="field">
          <span>
            {assign === "app" ? "Reviewer of each app" : "Reviewer of each group"}, one per line.
            You decide about the rest.
          </span>
          <textarea
            className="input"
            rows={3}
            spellCheck={false}
            placeholder={
              assign === "app"
                ? "Intranet = Jo Doe <jo@example.com>"
                : "EMEA Sales = Jo Doe <jo@example.com>"
            }
            value={named}
            onChange={(event) => setNamed(event.target.value)}
            data-testid="review-named"
          />
          {lines === null ? (
            <span className="small" role="status">
              Write each line as “{assign} = name &lt;address&gt;”.
            </span>
          ) : null}
        </label>
      ) : null}
      <div className={css.reviewPair}>
        {field("Your name", "review-you", you.name, (text) => setYou({ ...you, name: text }))}
        {field("Your email address", "review-you-email", you.email, (text) =>
          setYou({ ...you, email: text }),
        )}
      </div>
      <div className={css.reviewPair}>
        {field("Reviewer of your own accounts", "review-second", second.name, (text) =>
          setSecond({ ...second, name: text }),
        )}
        {field("Their email address", "review-second-email", second.email, (text) =>
          setSecond({ ...second, email: text }),
        )}
      </div>
      <div className={css.reviewPair}>
        {field(
          "Second signer",
          "review-signer",
          signer.name,
          (text) => setSigner({ ...signer, name: text }),
          second.name.trim() === "" ? "Optional, needs a reason when signing" : second.name,
        )}
        {field("Second signer’s email address", "review-signer-email", signer.email, (text) =>
          setSigner({ ...signer, email: text }),
        )}
      </div>
      {assign === "manager" ? (
        <div data-testid="review-managers" data-without={look?.without} role="status">
          {managers.isError ? (
            <p className="small">
              The managers could not be loaded. {asProblem(managers.error).side_words}
            </p>
          ) : look === null ? (
            <p className="small muted">Loading the managers…</p>
          ) : (
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
                        <span className="name">“{one.written}”</span>,{" "}
                        {plural(one.items, "item", "items")}: {one.why}
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
          )}
        </div>
      ) : null}
    </FormDialog>
  );
}
