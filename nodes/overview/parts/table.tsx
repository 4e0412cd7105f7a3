import { Component, type ComponentChildren } from 'preact';
import type { Order } from '../model/select-rows';
import { Chevron } from './level';
import { rove, rowOf } from './rove';

export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  /** right-aligned */
  readonly numeric?: boolean;
  readonly sortable?: boolean;
  /** @param tabIndex of the controls in the cell, which have `data-slot` */
  cell(row: Row, tabIndex: number): ComponentChildren;
}

interface Detail<Row> {
  /** name of the button in each row */
  label(row: Row): string;
  content(row: Row): ComponentChildren;
}

interface TableProps<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  keyOf(row: Row): string;
  readonly order?: Order<string>;
  onOrder?(column: string): void;
  readonly detail?: Detail<Row>;
}

interface RowProps<Row> {
  readonly row: Row;
  readonly id: string;
  readonly columns: readonly Column<Row>[];
  readonly detail: Detail<Row> | undefined;
  readonly open: boolean;
  readonly active: boolean;
  onToggle(id: string): void;
}

/** Drawn again only when its own record, or the time, has changed. */
class TableRow<Row> extends Component<RowProps<Row>> {
  override shouldComponentUpdate(next: RowProps<Row>): boolean {
    const { row, columns, open, active } = this.props;
    return next.row !== row || next.columns !== columns || next.open !== open || next.active !== active;
  }

  render({ row, id, columns, detail, open, active, onToggle }: RowProps<Row>) {
    const tabIndex = active ? 0 : -1;
    return (
      <>
        {/* The roles keep a table a table where CSS shows its rows as cards. */}
        <tr role="row" data-row={id}>
          {columns.map((column) => (
            <td
              key={column.id}
              role="cell"
              class={column.numeric ? `mo-number mo-c-${column.id}` : `mo-c-${column.id}`}
              data-label={column.title}
            >
              {column.cell(row, tabIndex)}
            </td>
          ))}
          {detail && (
            <td role="cell" class="mo-c-detail">
              <button
                type="button"
                data-slot
                tabIndex={tabIndex}
                aria-expanded={open}
                aria-label={detail.label(row)}
                title={detail.label(row)}
                onClick={() => onToggle(id)}
              >
                <Chevron to={open ? 'down' : 'right'} />
              </button>
            </td>
          )}
        </tr>
        {detail && open && (
          <tr role="row" class="mo-detail">
            <td role="cell" colSpan={columns.length + 1}>
              {detail.content(row)}
            </td>
          </tr>
        )}
      </>
    );
  }
}

interface TableState {
  readonly open: string | undefined;
  readonly active: string | undefined;
}

const directionOf = (
  order: Order<string> | undefined,
  column: string,
): 'none' | 'ascending' | 'descending' => {
  if (order?.column !== column) return 'none';
  return order.descending ? 'descending' : 'ascending';
};

/** A table with sortable headers, one row that can be unfolded, and arrow keys from row to row. */
export class Table<Row> extends Component<TableProps<Row>, TableState> {
  override state: TableState = { open: undefined, active: undefined };

  readonly #toggle = (id: string): void =>
    this.setState(({ open }) => ({ open: open === id ? undefined : id, active: id }));

  readonly #onFocus = ({ target }: FocusEvent): void => {
    const active = rowOf(target);
    if (active !== undefined && active !== this.state.active) this.setState({ active });
  };

  /** A row that moves to another place loses the focus. */
  override getSnapshotBeforeUpdate(): Element | null {
    return document.activeElement;
  }

  override componentDidUpdate(_: unknown, __: unknown, focused: unknown): void {
    if (focused instanceof HTMLElement && focused.isConnected && focused !== document.activeElement)
      if (document.activeElement === document.body && rowOf(focused) !== undefined) focused.focus();
  }

  #header(column: Column<Row>) {
    const { order, onOrder } = this.props;
    const direction = directionOf(order, column.id);
    const isSortable = column.sortable === true && onOrder !== undefined;
    return (
      <th
        key={column.id}
        role="columnheader"
        scope="col"
        class={column.numeric ? `mo-number mo-c-${column.id}` : `mo-c-${column.id}`}
        {...(isSortable ? { 'aria-sort': direction } : {})}
      >
        {isSortable ? (
          <button type="button" onClick={() => onOrder(column.id)}>
            {column.title}
            {direction !== 'none' && <Chevron to={direction === 'ascending' ? 'up' : 'down'} />}
          </button>
        ) : (
          column.title
        )}
      </th>
    );
  }

  render({ caption, columns, rows, keyOf, detail }: TableProps<Row>, { open, active }: TableState) {
    const keys = rows.map(keyOf);
    const stop = active !== undefined && keys.includes(active) ? active : keys[0];
    return (
      <table class="mo-table" role="table">
        <caption class="mo-hidden">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => this.#header(column))}
            {detail && (
              <th role="columnheader" scope="col" class="mo-c-detail">
                <span class="mo-hidden">{caption}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody role="rowgroup" onKeyDown={rove} onFocusIn={this.#onFocus}>
          {rows.map((row, at) => {
            const id = keys[at] ?? '';
            return (
              <TableRow
                key={id}
                {...{ row, id, columns, detail }}
                open={open === id}
                active={stop === id}
                onToggle={this.#toggle}
              />
            );
          })}
        </tbody>
      </table>
    );
  }
}
