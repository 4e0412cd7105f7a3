/** The duration of each spec file of test/real, and its process. */

/** Approximate seconds on two idle cores; the default for files without an entry. */
export const SECONDS_OF_OTHERS = 20;

/** Each usually has one browser and two Node-REDs. A spec waits half of the time: two lanes would leave a core idle. */
export const LANES = 3;

export interface WeightedFile {
  readonly file: string;
  readonly seconds: number;
}

/**
 * Distributes files over concurrent processes: the longest first, each to the process with the least work.
 * @returns a list for each process, all files in them once, and no more lists than files; every second one begins with
 * its shortest, because the longest ones are the most sensitive to a busy machine
 */
export function distribute(
  files: readonly WeightedFile[],
  processes: number,
): readonly (readonly string[])[] {
  const lanes = Array.from({ length: Math.min(processes, files.length) }, () => ({
    seconds: 0,
    files: [] as string[],
  }));
  const byLength = [...files].sort(
    (one, other) => other.seconds - one.seconds || one.file.localeCompare(other.file),
  );
  for (const { file, seconds } of byLength) {
    const shortest = lanes.reduce((least, one) => (one.seconds < least.seconds ? one : least));
    shortest.files.push(file);
    shortest.seconds += seconds;
  }
  return lanes.map((one, index) => (index % 2 === 0 ? one.files : one.files.toReversed()));
}
