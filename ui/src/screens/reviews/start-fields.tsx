// The fields of a new review: what is reviewed, and by whom.
import type { ConnectionView, ReviewRequest } from "../../host";
import appFieldsCss from "../../parts/app-fields.module.css";
import { AppName } from "../../parts/shapes";
import { TextField } from "../../parts/text-field";
import { isByName, namedIn, type ReviewForm } from "./review-request";
import css from "./reviews.module.css";
import type { Fill } from "./use-start";

type Fields = { form: ReviewForm; fill: Fill };

const ASSIGN: { value: ReviewRequest["assign"]; label: string }[] = [
  { value: "one", label: "You decide about everything" },
  { value: "manager", label: "Managers on the HR list decide about their people" },
  { value: "app", label: "One person for each app, named below" },
  { value: "group", label: "One person for each group (such as its owner), named below" },
];

export function NameAndDue({ form, fill }: Fields) {
  return (
    <div className={css.reviewPair}>
      <TextField
        label="Name"
        value={form.name}
        spellCheck={false}
        testId="review-name"
        onChange={(name) => fill({ name })}
      />
      <label className="field">
        <span>Due</span>
        <input
          className="input"
          type="date"
          tabIndex={0}
          value={form.due}
          onChange={(event) => fill({ due: event.target.value })}
          data-testid="review-due"
        />
      </label>
    </div>
  );
}

export function Apps({
  connections,
  out,
  onToggle,
}: {
  connections: ConnectionView[];
  out: ReadonlySet<string>;
  onToggle: (id: string) => void;
}) {
  return (
    <fieldset className={appFieldsCss.holding}>
      <legend>Apps</legend>
      {connections.map(({ id, name: app, color }) => (
        <div key={id} className={appFieldsCss.app}>
          <label>
            <input
              type="checkbox"
              tabIndex={0}
              checked={!out.has(id)}
              onChange={() => onToggle(id)}
              data-testid="review-app"
              data-app={app}
            />
            <AppName color={color} name={app} />
            <span />
          </label>
        </div>
      ))}
    </fieldset>
  );
}

/** Which items the review has, and which of them count as privileged. */
export function Scope({ form, fill }: Fields) {
  return (
    <>
      <div className={css.reviewPair}>
        <label className="field">
          <span>Review by</span>
          <select
            className="input"
            value={form.granularity}
            onChange={(event) =>
              fill({ granularity: event.target.value as ReviewForm["granularity"] })
            }
            data-testid="review-granularity"
            data-chosen={form.granularity}
          >
            <option value="account">Account, with all its groups</option>
            <option value="membership">Each membership separately</option>
          </select>
        </label>
        <label className="field">
          <span>Accounts</span>
          <select
            className="input"
            value={form.only}
            onChange={(event) => fill({ only: event.target.value as ReviewForm["only"] })}
            data-testid="review-only"
          >
            <option value="all">All accounts</option>
            <option value="admins">Only privileged access</option>
            <option value="not-in-list">Only people not in HR, or who left</option>
          </select>
        </label>
      </div>
      <div className={css.reviewPair}>
        <TextField
          label="Only in these groups"
          value={form.groups}
          placeholder="All, or names separated by commas"
          spellCheck={false}
          testId="review-groups"
          onChange={(groups) => fill({ groups })}
        />
        <TextField
          label="Only in these departments"
          value={form.departments}
          placeholder="All, or names separated by commas"
          spellCheck={false}
          testId="review-departments"
          onChange={(departments) => fill({ departments })}
        />
      </div>
      <TextField
        label="Privileged groups"
        value={form.privileged}
        placeholder="In addition to admin roles, names separated by commas"
        spellCheck={false}
        testId="review-privileged"
        onChange={(privileged) => fill({ privileged })}
      />
    </>
  );
}

export function Reviewers({ form, fill }: Fields) {
  return (
    <>
      <label className="field">
        <span>Reviewers</span>
        <select
          className="input"
          value={form.assign}
          onChange={(event) => fill({ assign: event.target.value as ReviewForm["assign"] })}
          data-testid="review-assign"
        >
          {ASSIGN.map((one) => (
            <option key={one.value} value={one.value}>
              {one.label}
            </option>
          ))}
        </select>
      </label>
      {isByName(form) ? <Named form={form} fill={fill} /> : null}
    </>
  );
}

function Named({ form, fill }: Fields) {
  const byApp = form.assign === "app";
  return (
    <label className="field">
      <span>
        {byApp ? "Reviewer of each app" : "Reviewer of each group"}, one per line. You decide about
        the rest.
      </span>
      <textarea
        className="input"
        rows={3}
        spellCheck={false}
        placeholder={
          byApp ? "Intranet = Jo Doe <jo@example.com>" : "EMEA Sales = Jo Doe <jo@example.com>"
        }
        value={form.named}
        onChange={(event) => fill({ named: event.target.value })}
        data-testid="review-named"
      />
      {namedIn(form) === null ? (
        <span className="small" role="status">
          Write each line as “{form.assign} = name &lt;address&gt;”.
        </span>
      ) : null}
    </label>
  );
}

/** You, the reviewer of your own accounts, and who signs after the reviewers. */
export function People({ form, fill }: Fields) {
  const { second } = form;
  return (
    <>
      <PersonPair
        labels={["Your name", "Your email address"]}
        testId="review-you"
        person={form.you}
        onChange={(you) => fill({ you })}
      />
      <PersonPair
        labels={["Reviewer of your own accounts", "Their email address"]}
        testId="review-second"
        person={second}
        onChange={(next) => fill({ second: next })}
      />
      <PersonPair
        labels={["Second signer", "Second signer’s email address"]}
        testId="review-signer"
        hint={second.name.trim() === "" ? "Optional, needs a reason when signing" : second.name}
        person={form.signer}
        onChange={(signer) => fill({ signer })}
      />
    </>
  );
}

function PersonPair({
  labels,
  testId,
  hint,
  person,
  onChange,
}: {
  /** Of the name and of the address. */
  labels: [string, string];
  testId: string;
  hint?: string;
  person: ReviewForm["you"];
  onChange: (person: ReviewForm["you"]) => void;
}) {
  return (
    <div className={css.reviewPair}>
      <TextField
        label={labels[0]}
        value={person.name}
        placeholder={hint}
        spellCheck={false}
        testId={testId}
        onChange={(name) => onChange({ ...person, name })}
      />
      <TextField
        label={labels[1]}
        value={person.email}
        spellCheck={false}
        testId={`${testId}-email`}
        onChange={(email) => onChange({ ...person, email })}
      />
    </div>
  );
}
