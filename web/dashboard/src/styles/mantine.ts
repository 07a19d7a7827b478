/**
 * Mantine's styles. Its provider would write its variables into a <style> element, which the page's policy forbids; a
 * stylesheet made by script is allowed.
 */
import "@mantine/core/styles/baseline.css";
import "@mantine/core/styles/default-css-variables.css";
import "@mantine/core/styles/global.css";
import "@mantine/core/styles/UnstyledButton.css";
import "@mantine/core/styles/Button.css";
import "@mantine/core/styles/FloatingIndicator.css"; // of SegmentedControl
import "@mantine/core/styles/SegmentedControl.css";
import "@mantine/core/styles/ActionIcon.css";
import "@mantine/core/styles/CloseButton.css";
import "@mantine/core/styles/Loader.css";
import "@mantine/core/styles/Overlay.css";
import "@mantine/core/styles/ModalBase.css";
import "@mantine/core/styles/Modal.css";
import "@mantine/core/styles/Paper.css";
import "@mantine/core/styles/Popover.css";
import "@mantine/core/styles/Menu.css";
import "@mantine/core/styles/Tooltip.css";
import "@mantine/core/styles/Input.css";
import "@mantine/core/styles/PasswordInput.css";
import "@mantine/core/styles/Switch.css";
import "@mantine/core/styles/Checkbox.css";
import "@mantine/core/styles/Combobox.css";
import "@mantine/core/styles/InlineInput.css";
import {
  convertCssVariables,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  mergeMantineTheme,
} from "@mantine/core";
import { theme } from "./theme";

/** Where its colours are too pale to be read. */
const OURS = {
  "--mantine-color-error": "var(--bad)",
  "--mantine-color-placeholder": "var(--ink-faint)",
};

export function adoptVariables(): void {
  const sheet = new CSSStyleSheet();
  const variables = defaultCssVariablesResolver(mergeMantineTheme(DEFAULT_THEME, theme));
  Object.assign(variables.light, OURS);
  Object.assign(variables.dark, OURS);
  sheet.replaceSync(convertCssVariables(variables, ":root"));
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
