import { Button } from "@mantine/core";
import { type ComponentProps, type ReactNode, Suspense } from "react";
import { useTexts } from "~/i18n/texts";
import { Icon } from "~/ui/icons";
import { Coming } from "~/ui/Panel";
import { Tabs } from "~/ui/Tabs";
import { CONTENT_FILTERS, FILTERS, type FilterName } from "~/url/search";
import { FilterChips } from "./FilterChips";
import { PageHead } from "./PageHead";
import { PeriodMenu } from "./PeriodMenu";
import { ShareButton } from "./ShareButton";
import type { Page } from "./usePage";

interface TabbedPageProps<T extends string> extends Pick<ComponentProps<typeof PageHead>, "title" | "above"> {
  page: Page;
  /** What can be done with the page, before what can be done with all of them. */
  tools: ReactNode;
  tabs: ComponentProps<typeof Tabs<T>>["tabs"];
  chosen: T;
  /** The filters that apply to it, if not those that usually do. */
  apply?: readonly FilterName[] | undefined;
  /** Of the tab chosen. */
  children: ReactNode;
}

/** A page of figures: what governs all of it, its parts, what it is narrowed to. */
export function TabbedPage<T extends string>(props: TabbedPageProps<T>) {
  const { page, title, above, tools, tabs, chosen, children } = props;
  const { video } = useTexts();
  const now = chosen === "live"; // no period governs this moment, and it is known of contents alone
  const apply = props.apply ?? (now ? CONTENT_FILTERS : FILTERS);
  return (
    <>
      <PageHead title={title} above={above}>
        {tools}
        <ShareButton />
        {!now && <PeriodMenu page={page} />}
      </PageHead>
      <Tabs label={video.tabs} chosen={chosen} tabs={tabs} />
      <FilterChips page={page} apply={apply} />
      <Suspense fallback={<Coming />}>{children}</Suspense>
    </>
  );
}

/** onEdit: undefined as long as it is not known what is edited. */
export function EditButton({ onEdit }: { onEdit: (() => void) | undefined }) {
  const { catalog } = useTexts();
  return (
    <Button
      className="no-print"
      variant="default"
      size="sm"
      leftSection={<Icon name="edit" size={16} />}
      disabled={!onEdit}
      onClick={onEdit}
    >
      {catalog.edit}
    </Button>
  );
}
