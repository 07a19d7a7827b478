import "./styles/fonts.css";
import { adoptVariables } from "./styles/mantine";
import "./styles/tokens.css";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { queryClient } from "./api/cache";
import { watchNetwork } from "./api/connection";
import { loadTexts } from "./i18n/texts";
import { loadPage } from "./routes";
import { sessionQuery } from "./session/session";

adoptVariables();
watchNetwork();
// All that the page waits for is asked for at once.
void queryClient.prefetchQuery(sessionQuery);
loadPage();
// Nothing is awaited here: what loads meanwhile needs this module done.
void loadTexts().then((spoken) => {
  const root = document.getElementById("root");
  if (root) createRoot(root).render(<App spoken={spoken} />);
});
