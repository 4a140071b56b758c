import type { ConnectionView } from "../../host";
import { GuardPart } from "./guard";
import { Protections } from "./protections";
import "./safeguards.css";

/** The safeguards of a connection: the guard and the protected accounts. */
export function Safeguards({ connection }: { connection: ConnectionView }) {
  return (
    <section className="padded safeguards" data-testid="safeguards">
      <h2 className="sec">Safeguards</h2>
      <GuardPart connectionId={connection.id} />
      <h3>Protected accounts</h3>
      <Protections connection={connection} />
    </section>
  );
}
