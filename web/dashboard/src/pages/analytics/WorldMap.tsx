/** Countries, the darker the more views. The list beside it says the same, so screen readers and the tab key skip it. */
import { useFormats } from "~/formats/useFormats";
import { countries as shapes, size } from "~/generated/world";
import styles from "./Countries.module.css";

interface WorldMapProps {
  countries: readonly { code: string; views: number | null }[];
  chosen: readonly string[];
  onChosen: (code: string) => void;
}

export default function WorldMap({ countries, chosen, onChosen }: WorldMapProps) {
  const formats = useFormats();
  const views = new Map(countries.map((one) => [one.code, one.views ?? 0]));
  const most = Math.max(1, ...views.values());
  return (
    <svg viewBox={`0 0 ${size[0]} ${size[1]}`} className={styles.world} aria-hidden="true">
      {shapes.map(([code, path]) => {
        const count = views.get(code) ?? 0;
        return (
          // biome-ignore lint/a11y/noStaticElementInteractions: a mouse's way to what the list's links do
          <path
            key={path}
            d={path}
            className={styles.country}
            style={{ fill: shade(count, most, chosen.length > 0 && !chosen.includes(code)) }}
            data-known={count > 0 || undefined}
            onClick={count ? () => onChosen(code) : undefined}
          >
            <title>{`${formats.country(code) ?? code}: ${formats.count(count)}`}</title>
          </path>
        );
      })}
    </svg>
  );
}

/** By the root of its share: with few large countries the small ones would all look alike. */
function shade(count: number, most: number, other: boolean): string {
  if (!count || other) return "var(--map-0)";
  return `color-mix(in oklab, var(--map-9) ${Math.round(14 + 86 * Math.sqrt(count / most))}%, var(--map-0))`;
}
