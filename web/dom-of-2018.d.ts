/** The DOM that browsers of 2018 had, as the compiler of that summer knew it: newer parts don't compile. See tsconfig.2018.json. */
/// <reference path="./node_modules/web-of-2018/lib/lib.dom.d.ts" />
/// <reference path="./node_modules/web-of-2018/lib/lib.dom.iterable.d.ts" />
