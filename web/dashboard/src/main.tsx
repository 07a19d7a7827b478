import "./styles/fonts.css";
import { adoptVariables } from "./styles/mantine";
import "./styles/tokens.css";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { loadTexts } from "./i18n/texts";

adoptVariables();
const root = document.getElementById("root");
if (root) createRoot(root).render(<App spoken={await loadTexts()} />);
