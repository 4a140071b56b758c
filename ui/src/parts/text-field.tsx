/** One line of text under its label. */
export function TextField({
  label,
  value,
  placeholder,
  spellCheck,
  inputRef,
  testId,
  onChange,
}: {
  label: string;
  value: string;
  placeholder?: string;
  spellCheck?: boolean;
  inputRef?: React.Ref<HTMLInputElement>;
  testId: string;
  onChange: (text: string) => void;
}) {
  return (
    <label className="field">
      <span>{label}</span>
      <input
        ref={inputRef}
        className="input"
        autoComplete="off"
        spellCheck={spellCheck}
        placeholder={placeholder}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        data-testid={testId}
      />
    </label>
  );
}
