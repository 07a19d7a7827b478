import { type RefObject, useLayoutEffect, useState } from "react";

/** Height of a line. */
export const LINE = 32;
const BEYOND = 6;

interface Window {
  from: number;
  to: number;
}

/** Which lines of a scrolled list, all of one height, are in sight or nearly so. */
export function useWindow(list: RefObject<HTMLElement | null>, lines: number): Window {
  const [{ first, room }, setSight] = useState({ first: 0, room: 40 });
  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    const look = () => {
      const sight = {
        first: Math.floor(element.scrollTop / LINE),
        room: Math.ceil(element.clientHeight / LINE),
      };
      setSight((before) => (before.first === sight.first && before.room === sight.room ? before : sight));
    };
    look();
    const watching = new ResizeObserver(look);
    watching.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      watching.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, [list]);
  return { from: Math.max(0, first - BEYOND), to: Math.min(lines, first + room + BEYOND) };
}
