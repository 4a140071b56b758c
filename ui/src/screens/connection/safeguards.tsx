import type { ConnectionView } from "../../host";
import { GuardPart } from "./guard";
import { Protections } from "./protections";
import "./safeguards.css";

/** What stands between a plan and a disaster: how many people at once, and whom never. */
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
