/** Our face in Mantine's terms: verdigris on paper, hairlines, small radii. The rest of it is in tokens.css. */
import { createTheme, type MantineColorsTuple } from "@mantine/core";

const verdigris: MantineColorsTuple = [
  "#ecf8f6",
  "#d6efeb",
  "#abdfd8",
  "#7ccec3",
  "#4fb8ab",
  "#2b9c8f",
  "#178276",
  "#0f6b62",
  "#0b554e",
  "#073d38",
];

// Paper rather than steel: a touch of warmth in every grey.
const dark: MantineColorsTuple = [
  "#d8d7d3",
  "#b9b8b3",
  "#a09f9a",
  "#83827d",
  "#4a4a48",
  "#343433",
  "#282828",
  "#1c1c1c",
  "#161616",
  "#101010",
];

const gray: MantineColorsTuple = [
  "#faf9f7",
  "#f4f3f0",
  "#eae8e4",
  "#dedbd6",
  "#cbc8c2",
  "#a8a5a0",
  "#83807b",
  "#696661",
  "#403e3b",
  "#22211f",
];

// As bad news are; white on it can be read in both themes.
const red: MantineColorsTuple = [
  "#fdf1f0",
  "#fae0de",
  "#f4bcb8",
  "#ee968f",
  "#f08a80",
  "#d9544b",
  "#c2403a",
  "#b3372f",
  "#942c26",
  "#6f211c",
];

export const theme = createTheme({
  primaryColor: "verdigris",
  primaryShade: { light: 7, dark: 6 },
  colors: { verdigris, dark, gray, red },
  fontFamily: '"Inter Variable", Inter, system-ui, -apple-system, "Segoe UI", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, monospace',
  headings: { fontFamily: "inherit", fontWeight: "600" },
  defaultRadius: "md",
  radius: { xs: "3px", sm: "5px", md: "7px", lg: "10px", xl: "16px" },
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.25rem" },
  cursorType: "pointer",
  respectReducedMotion: true,
  focusRing: "auto",
  // It would lock by a <style> element, which the page's policy forbids.
  components: { Modal: { defaultProps: { lockScroll: false } } },
});

/** How the theme changes: to forbid transitions meanwhile takes a <style>, which the page's policy forbids. */
export const OF_THEME = { keepTransitions: true };
