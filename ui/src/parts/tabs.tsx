import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import css from "./tabs.module.css";

export type TabItem = { id: string; label: string; count?: string; content: React.ReactNode };

/** A row of tabs over one panel; arrow keys move between them. */
export function TabSet({
  label,
  items,
  testId,
}: {
  label: string;
  items: TabItem[];
  testId?: string;
}) {
  return (
    <Tabs className={css.tabSet}>
      <TabList aria-label={label} className={css.tabs}>
        {items.map((item) => (
          <Tab
            key={item.id}
            id={item.id}
            className={css.tab}
            data-testid={testId ? `${testId}-${item.id}` : undefined}
          >
            {item.label}
            {item.count ? ` ${item.count}` : null}
          </Tab>
        ))}
      </TabList>
      {items.map((item) => (
        <TabPanel key={item.id} id={item.id} className={css.tabPanel}>
          {item.content}
        </TabPanel>
      ))}
    </Tabs>
  );
}
