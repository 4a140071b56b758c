import { useRef } from "react";
import { Button } from "../../parts/button";

/** A button that opens the file dialog of the system. */
export function PickFile({
  label,
  primary,
  busy,
  onChoose,
}: {
  label: string;
  primary?: boolean;
  busy: boolean;
  onChoose: (file: File | undefined) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        className={primary ? "button primary large" : "button"}
        aria-disabled={busy}
        onClick={() => !busy && input.current?.click()}
        data-testid="truth-choose"
      >
        {busy ? "Reading the file…" : label}
      </Button>
      <input
        ref={input}
        type="file"
        className="hidden-words"
        tabIndex={-1}
        aria-label={label}
        accept=".csv,.tsv,.txt,.xlsx,.xls,.xlsb,.ods"
        data-testid="truth-file"
        onChange={(event) => {
          onChoose(event.target.files?.[0]);
          // The same file may be chosen again after it was saved.
          event.target.value = "";
        }}
      />
    </>
  );
}
