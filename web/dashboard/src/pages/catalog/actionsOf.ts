import type { Action } from "./ActionsMenu";
import type { Question } from "./Dialogs";
import { itemOfPlace } from "./items";
import type { Place } from "./places";

/** What can be done to a project or a folder. */
export function actionsOf(
  place: Place,
  ask: (question: Question) => void,
): readonly (readonly [Action, () => void])[] {
  const item = itemOfPlace(place);
  return [
    ["folder", () => ask({ what: "folder", place })],
    ["rename", () => ask({ what: "rename", item })],
    ...(place.kind === "folder" ? ([["move", () => ask({ what: "move", items: [item] })]] as const) : []),
    ["remove", () => ask({ what: "remove", items: [item] })],
  ];
}
