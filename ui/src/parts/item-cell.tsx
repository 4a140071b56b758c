import { AppName } from "./shapes";

/** The columns that plans and runs share. */
export type ItemColumn = "app" | "what" | "on";

export function ItemCell({
  item,
  column,
}: {
  item: { color: string; connection_name: string; change: string; on: string };
  column: ItemColumn;
}) {
  switch (column) {
    case "app":
      return <AppName color={item.color} name={item.connection_name} />;
    case "what":
      return (
        <span className="clip" title={item.change}>
          {item.change}
        </span>
      );
    case "on":
      return (
        <span className="clip name" title={item.on}>
          {item.on}
        </span>
      );
  }
}
