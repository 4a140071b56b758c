import type { ConnectionView } from "../host";
import css from "./app-choice.module.css";
import { AppName } from "./shapes";

/** A choice of the connected apps. Apps that cannot do it stay in the list, disabled, with the reason. */
export function AppChoice({
  legend,
  name,
  testId,
  connections,
  refused,
  chosen,
  onChoose,
}: {
  legend: string;
  name: string;
  testId: string;
  connections: ConnectionView[];
  /** Why an app cannot, by its id. */
  refused: ReadonlyMap<string, string>;
  chosen: string | null;
  onChoose: (id: string) => void;
}) {
  return (
    <fieldset className={css.appChoices}>
      <legend>{legend}</legend>
      {connections.map((connection) => {
        const why = refused.get(connection.id);
        return (
          <label
            key={connection.id}
            className={css.appChoice}
            data-refused={why === undefined ? undefined : ""}
          >
            <input
              type="radio"
              tabIndex={0}
              name={name}
              value={connection.id}
              checked={chosen === connection.id}
              disabled={why !== undefined}
              data-testid={testId}
              data-connection={connection.name}
              onChange={() => onChoose(connection.id)}
            />
            <AppName color={connection.color} name={connection.name} />
            {why === undefined ? null : <span className="muted small">{why}</span>}
          </label>
        );
      })}
    </fieldset>
  );
}
