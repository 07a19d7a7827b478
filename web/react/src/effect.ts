import { useEffect, useLayoutEffect } from "react";

/** Right after the page has changed, so that no event of new content reaches the play before it. None on a server. */
export const usePageEffect = typeof document === "undefined" ? useEffect : useLayoutEffect;
