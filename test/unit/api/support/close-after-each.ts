interface Closable {
  close(): Promise<void>;
}

/** @returns registers what a test has opened, to close it after the test in order of opening */
export function closeAfterEach(): (...opened: readonly Closable[]) => void {
  const open: Closable[] = [];
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });
  return (...opened) => void open.push(...opened);
}
