import type { ConnectionView } from "../../host";
import connectionCss from "./connection.module.css";
import { GuardPart } from "./guard";
import { Protections } from "./protections";
import css from "./safeguards.module.css";

/** The safeguards of a connection: the guard and the protected accounts. */
export function Safeguards({ connection }: { connection: ConnectionView }) {
  return (
    <section className={`${connectionCss.padded} ${css.safeguards}`} data-testid="safeguards">
      <h2 className="sec">Safeguards</h2>
      <GuardPart connectionId={connection.id} />
      <h3>Protected accounts</h3>
      <Protections connection={connection} />
    </section>
  );
}
