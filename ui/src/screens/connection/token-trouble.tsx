import type { ConnectionView } from "../../host";
import { ReplaceTokenButton } from "../../parts/replace-token";
import { WarnGlyph } from "../../parts/shapes";
import { tokenTrouble } from "../../words/freshness";

/** The problem of the connection's token, with the button that replaces it. */
export function TokenTrouble({ connection }: { connection: ConnectionView }) {
  const words = tokenTrouble(connection);
  if (!words) return null;
  return (
    <section className="banner" aria-label="Token" data-testid="token-trouble">
      <WarnGlyph />
      <span className="grow">
        <b>{words}</b> Nothing is synced or changed there until you replace it. Earlier data is
        still here.
      </span>
      <ReplaceTokenButton connection={connection} testId="token-trouble-replace" />
    </section>
  );
}
