import type { Node, NodeAPI } from 'node-red';
import type { KriRecord } from '../../assessments/kri/types';
import type { Finding } from '../../assessments/policy/finding';
import type { KriFacts, NodeFacts, PolicyFacts } from '../../overview/model/types';
import { toName } from '../../overview/text';
import { subflowTemplateId } from '../node-red/subflow-template';
import { type BoardAssessment, board } from './board';

/** One indicator or policy-check node: records what it measures. */
export class WatchedAssessment implements BoardAssessment {
  readonly #node: Node;
  readonly #account: string;
  readonly indicators: KriFacts['indicators'];
  readonly checks: PolicyFacts['checks'];

  /** @param account id of the account node */
  constructor(
    RED: NodeAPI,
    node: Node,
    account: string,
    { indicators = [], checks = [] }: Partial<Pick<KriFacts & PolicyFacts, 'indicators' | 'checks'>>,
  ) {
    this.#node = node;
    this.#account = account;
    this.indicators = indicators;
    this.checks = checks;
    board.account(RED, account);
    board.assessments.set(node.id, this);
    board.notify({ kind: 'nodes' });
  }

  close(): void {
    if (board.assessments.get(this.#node.id) === this) board.assessments.delete(this.#node.id);
    board.notify({ kind: 'nodes' });
  }

  get id(): string {
    return this.#node.id;
  }

  get account(): string {
    return this.#account;
  }

  facts(): NodeFacts {
    const { id, name = '' } = this.#node;
    return {
      node: id,
      link: subflowTemplateId(this.#node) ?? id,
      name: toName(name),
      account: this.#account,
    };
  }

  /** @param code Mimecast's account code; '' where it is not known */
  measured(record: KriRecord, code: string): void {
    // What was deselected is told with the account of its last run.
    const isCurrent = code !== '' && record.state !== 'removed';
    board.recorderOf(this.#account)?.record((history) => {
      if (isCurrent) history.tellCode(toName(code, 100));
      history.addMeasurement(this.#node.id, record);
    });
    this.#notify();
  }

  /** @param startedAt ISO 8601 */
  checked(findings: readonly Finding[], startedAt: string): void {
    board.recorderOf(this.#account)?.recordFindings(this.#node.id, findings, startedAt);
    this.#notify();
  }

  /** Of a run that has ended. */
  called(calls: number): void {
    board.recorderOf(this.#account)?.record((history) => history.addCalls(Date.now(), calls));
  }

  #notify(): void {
    board.notify({ kind: 'assessment', node: this.#node.id, account: this.#account });
  }
}
