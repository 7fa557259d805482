import { createHash } from "node:crypto";

/** Whole numbers from 1 to `most`, drawn by `seed`: the same seed gives the same row of numbers. */
export function draws(seed: string): (most: number) => number {
  let counter = 0;
  return (most) => {
    const bytes = createHash("sha256").update(`${seed}:${counter}`).digest();
    counter += 1;
    // 48 bits over tables of millions: the numbers at the end come less often by one in a hundred million.
    return 1 + (bytes.readUIntBE(0, 6) % most);
  };
}
