export type Points = readonly (number | null)[];

const round = (value: number): number => Math.round(value * 10) / 10;

/** The path through the points; a missing one interrupts it, a lone one is a dot. */
export function pathOf(points: Points, x: (at: number) => number, y: (value: number) => number): string {
  let path = '';
  let isDrawing = false;
  points.forEach((value, at) => {
    if (value === null) {
      isDrawing = false;
      return;
    }
    const point = `${round(x(at))} ${round(y(value))}`;
    path += isDrawing ? `L${point}` : `M${point}`;
    // A line of no length with round ends is a dot.
    if (!isDrawing && (points[at + 1] ?? null) === null) path += `L${point}`;
    isDrawing = true;
  });
  return path;
}
