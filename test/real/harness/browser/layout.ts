import type { Page } from 'playwright-core';
import { z } from 'zod';

/** A button beside a node (inject, debug), in pixels. */
const BUTTON = 26;
/** Height of the status below its node. */
const STATUS = 18;
/**
 * The visible part of the canvas in a window of 1280 px, beside palette and sidebar
 * (test/unit/build/examples/layout.spec.ts).
 */
const VISIBLE = 760;

/**
 * Untidy parts of a flow: nodes that cover or touch each other or a status line, and nodes that cross the edges of the
 * canvas.
 */
export async function findLayoutProblems(page: Page, flow: string): Promise<string[]> {
  return z.array(z.string()).parse(
    await page.evaluate(`(async () => {
      RED.workspaces.show(${JSON.stringify(flow)});
      RED.view.redraw(true, true);
      const nodes = RED.nodes.filterNodes({ z: ${JSON.stringify(flow)} });
      const boxes = nodes.map((node) => {
        const { align, button } = node._def;
        const left = button !== undefined && align !== 'right' ? ${BUTTON} : 0;
        const right = button !== undefined && align === 'right' ? ${BUTTON} : 0;
        const status = /^(mimecast-|http request)/.test(node.type) ? ${STATUS} : 0;
        return { name: RED.utils.getNodeLabel(node), left: node.x - node.w / 2 - left, right: node.x + node.w / 2 + right,
          top: node.y - node.h / 2, bottom: node.y + node.h / 2 + status };
      });
      const over = boxes.filter(({ left }) => left < 0).map(({ name }) => name + ' hangs over the left edge');
      const beyond = boxes.filter(({ right }) => right > ${VISIBLE}).map(({ name }) => name + ' is out of sight');
      const pairs = boxes.flatMap((one, index) => boxes.slice(index + 1)
        .filter((two) => one.left < two.right + 10 && two.left < one.right + 10 && one.top < two.bottom && two.top < one.bottom)
        .map((two) => one.name + ' meets ' + two.name));
      return [...over, ...beyond, ...pairs];
    })()`),
  );
}
