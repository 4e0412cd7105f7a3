/** How long each spec file of test/real takes, and who runs which. */

/** Seconds on two quiet cores, about; what is not named here counts as one of these. */
export const SECONDS_OF_OTHERS = 20;

/** Each has one browser and two Node-REDs at most times. Half of the time a spec waits: two would leave a core idle. */
export const LANES = 3;

export interface Weighed {
  readonly file: string;
  readonly seconds: number;
}

/**
 * Files for so many processes that run at the same time: the longest first, each to whoever has least to do.
 * @returns a list for each process, all files in them once, and no more lists than files; every second one begins with
 * its shortest, because the longest ones try most what a busy machine does to them
 */
export function share(files: readonly Weighed[], processes: number): readonly (readonly string[])[] {
  const shares = Array.from({ length: Math.min(processes, files.length) }, () => ({
    seconds: 0,
    files: [] as string[],
  }));
  const byLength = [...files].sort(
    (one, other) => other.seconds - one.seconds || one.file.localeCompare(other.file),
  );
  for (const { file, seconds } of byLength) {
    const idlest = shares.reduce((least, one) => (one.seconds < least.seconds ? one : least));
    idlest.files.push(file);
    idlest.seconds += seconds;
  }
  return shares.map((one, index) => (index % 2 === 0 ? one.files : one.files.toReversed()));
}
