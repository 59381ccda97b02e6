// Which version profile of a runtime (engine/schema/serving_runtimes.def) describes a release.
// SPDX-License-Identifier: MIT

/** Undefined where the newest profile, the default, is meant. */
export function versionKey() {
  return undefined;
}
