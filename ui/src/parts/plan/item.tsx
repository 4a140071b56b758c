import type { PlanItem, PlanView, RequestView } from "../../host";
import { moment, until } from "../../words/times";
import { Side } from "../page";
import { Dot } from "../shapes";
import { TabSet } from "../tabs";
import css from "./plan.module.css";

/** One item in full: the expected result, how it is read back, the exact request, the state before. */
export function ItemSide({ item, plan, now }: { item: PlanItem; plan: PlanView; now: Date }) {
  const left = until(plan.expires_at, now);
  return (
    <Side label={`${item.change}, ${item.on}`} testId="plan-side">
      <h2 className="sec">
        <Dot color={item.color} />
        <span className="name">
          {item.connection_name} · {item.change} · {item.on}
        </span>
      </h2>
      {item.blocked !== null ? (
        <p className="note danger" data-testid="plan-blocked">
          <b>Left out.</b> {item.blocked}
        </p>
      ) : null}
      <dl className="pairs">
        <dt>Before</dt>
        <dd>{item.before}</dd>
        <dt>Expected after</dt>
        <dd>{item.expected}</dd>
        <dt>Read back</dt>
        <dd>{item.read_back}</dd>
        <dt>Undo</dt>
        <dd data-testid="plan-undo">{item.undo}</dd>
      </dl>
      <TabSet
        label="Item"
        testId="plan-tab"
        items={[
          { id: "request", label: "Request", content: <Request request={item.request} /> },
          {
            id: "before",
            label: "State before",
            content: (
              // biome-ignore lint/a11y/noNoninteractiveTabindex: long text scrolls, the keyboard must reach it
              <pre className="code" tabIndex={0}>
                {item.before_image}
              </pre>
            ),
          },
        ]}
      />
      <span className="grow" />
      <dl className="pairs">
        <dt>Plan</dt>
        <dd className="mono" data-testid="plan-hash">
          sha256 {plan.hash}
        </dd>
        <dt>Created</dt>
        <dd>{moment(plan.made_at, now)}</dd>
        <dt>Expires</dt>
        <dd>
          {moment(plan.expires_at, now)}, {left ?? "passed"}
        </dd>
      </dl>
    </Side>
  );
}

const MARK_WORDS = {
  documented: "Request documented by the provider.",
  seen: "Undocumented request, known to work.",
  assumed: "Undocumented request, assumed to work.",
};

function Request({ request }: { request: RequestView }) {
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, the keyboard must reach them */}
      <pre className="code" tabIndex={0} data-testid="plan-request">
        {request.method} {request.path}
        {"\n"}Host: {request.host}
        {"\n"}Authorization: Bearer <span className={css.cut}>token redacted</span>
        {request.body ? `\nContent-Type: application/scim+json\n\n${request.body}` : ""}
      </pre>
      <p className="muted small">
        {MARK_WORDS[request.mark]} If live data changes before the run, this change is held back and
        both states are shown.
      </p>
    </>
  );
}
