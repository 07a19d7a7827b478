/** The tree of projects and folders, and what is in the place chosen, with its figures. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useMemo, useRef, useState } from "react";
import { type Item, projectsQuery } from "~/api/catalog";
import { useTexts } from "~/i18n/texts";
import { NotFound } from "~/layout/NotFound";
import { PageHead } from "~/page/PageHead";
import { PeriodMenu } from "~/page/PeriodMenu";
import { usePage } from "~/page/usePage";
import { useMayEdit } from "~/session/session";
import { Icon } from "~/ui/icons";
import { Ghost, Loaded, Panel } from "~/ui/Panel";
import { ActionsMenu } from "./ActionsMenu";
import { AddMenu } from "./AddMenu";
import { actionsOf } from "./actionsOf";
import styles from "./CatalogPage.module.css";
import { Contents } from "./Contents";
import { Crumbs } from "./Crumbs";
import { Dialogs, type Question } from "./Dialogs";
import { DraggingContext } from "./dragging";
import { placeSearch } from "./items";
import { PlaceTree } from "./PlaceTree";
import { type Place, type Places, placesOf } from "./places";

export function CatalogPage() {
  const { nav, catalog } = useTexts();
  const page = usePage();
  const navigate = useNavigate();
  const mayEdit = useMayEdit();
  const query = useQuery(projectsQuery);
  const places = useMemo(() => placesOf(query.data ?? []), [query.data]);
  const [question, setQuestion] = useState<Question>();
  const held = useRef<readonly Item[]>([]);
  const dragging = useMemo(
    () => ({
      held,
      onDropped: (items: readonly Item[], to: Place) => setQuestion({ what: "move", items, to }),
    }),
    [],
  );
  const { project_id, folder_id } = page.filters;
  const id = folder_id?.[0] ?? project_id?.[0];
  const place = places.byId.get(id ?? "");
  const go = (to: Place | undefined) =>
    void navigate({ to: "/catalog", search: (before) => ({ ...before, ...placeSearch(to) }) });
  if (id && query.data && !place && !query.isFetching) return <NotFound />;
  return (
    <DraggingContext value={mayEdit ? dragging : undefined}>
      <PageHead title={nav.catalog}>
        <PeriodMenu page={page} />
        {mayEdit && <AddMenu place={place} onAsked={setQuestion} />}
      </PageHead>
      <div className={styles.page}>
        <Panel title={catalog.places} hideTitle className={styles.tree}>
          <Loaded query={query} waiting={<Ghost lines={8} height={18} />}>
            {() => (
              <PlaceTree
                label={catalog.places}
                all={catalog.everything}
                places={places}
                chosen={page.search.q ? undefined : (id ?? "")}
                onChosen={go}
              />
            )}
          </Loaded>
        </Panel>
        <Panel
          title={<Crumbs place={place} />}
          className={styles.contents}
          actions={place && <PlaceActions place={place} onAsked={mayEdit ? setQuestion : undefined} />}
        >
          {/* Not before it is known which places stand above them, so that nothing moves. */}
          {!query.isPending && (
            <Contents page={page} place={place} places={places} onAsked={mayEdit ? setQuestion : undefined} />
          )}
        </Panel>
      </div>
      <Dialogs
        question={question}
        places={places}
        onClose={() => setQuestion(undefined)}
        onRemoved={(items) => leave(items, place, places, go)}
      />
    </DraggingContext>
  );
}

/** Whoever deletes the place that they are in comes to be where it was. */
function leave(
  items: readonly Item[],
  place: Place | undefined,
  places: Places,
  go: (to: Place | undefined) => void,
): void {
  const gone = items.find(({ id }) => id === place?.id);
  if (gone) go(places.byId.get(gone.id)?.above);
}

interface PlaceActionsProps {
  place: Place;
  onAsked: ((question: Question) => void) | undefined;
}

/** What can be done with the place that is shown, or with one of those in it. */
function PlaceActions({ place, onAsked }: PlaceActionsProps) {
  const { catalog } = useTexts();
  const { project_id, folder_id } = placeSearch(place);
  return (
    <div className={styles.actions}>
      <Button
        variant="subtle"
        size="xs"
        leftSection={<Icon name="analytics" size={15} />}
        renderRoot={(props) => (
          <Link
            to="/analytics"
            search={({ period, from, to }) => ({ period, from, to, project_id, folder_id })}
            {...props}
          />
        )}
      >
        {catalog.does.analytics}
      </Button>
      {onAsked && <ActionsMenu name={place.name} actions={actionsOf(place, onAsked)} />}
    </div>
  );
}
