import { Button } from "./button";

/** A button that asks for a plan: it says so while live data is checked. Nothing is sent. */
export function PlanButton({
  planning,
  label,
  ...button
}: { planning: boolean; label: string } & React.ComponentProps<typeof Button>) {
  return <Button {...button}>{planning ? "Checking live data…" : label}</Button>;
}
