import { InternalError } from "../model/errors.ts";

/** What a read asks, or undefined where that depends on facts that only an audit reads before. */
export function foreseen<Read>(make: () => Read): Read | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof InternalError) return undefined;
    throw error;
  }
}
