import "./styles/fonts.css";
import { adoptVariables } from "./styles/mantine";
import "./styles/tokens.css";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { watchNetwork } from "./api/connection";
import { loadTexts } from "./i18n/texts";

adoptVariables();
watchNetwork();
const root = document.getElementById("root");
if (root) createRoot(root).render(<App spoken={await loadTexts()} />);
