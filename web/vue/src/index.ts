/** Mutoscope in Vue. See README.md. */
export type { Handle } from "@mutoscope/sdk";
export type { IframePlayer } from "../../components/src/api";
export type { Installation } from "../../components/src/installation";
export type { TrackingOptions } from "../../components/src/tracking";
export { MutoscopePlayer } from "./MutoscopePlayer";
export { MutoscopeVideo } from "./MutoscopeVideo";
export { useMutoscope } from "./useMutoscope";
