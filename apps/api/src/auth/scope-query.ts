import { Prisma } from '@bom/db';

/** What a tenant may find in a table, and which relations may be followed from it: name -> table. */
export interface TenantRule {
  visible(this: void, clientId: string): object;
  one?: Readonly<Record<string, string>>;
  many?: Readonly<Record<string, string>>;
}
export type TenantRules = Readonly<Record<string, TenantRule>>;

interface Scope {
  rules: TenantRules;
  clientId: string;
}
type Fields = Record<string, unknown>;

/** Those that take a whole `where`; the rest is refused. */
const filteredOperations = new Set([
  'findUnique',
  'findUniqueOrThrow',
  'findFirst',
  'findFirstOrThrow',
  'findMany',
  'count',
  'aggregate',
  'groupBy',
  'updateMany',
]);

/** Arguments that name rows of others by their place, or are not known to be harmless. */
const knownArguments = new Set(
  'where select include omit orderBy take skip distinct data limit by having _count _sum _min _max _avg'.split(' '),
);

/** Columns that say whose a row is. */
const ownerColumns = ['id', 'clientId', 'projectId', 'videoId'];

/**
 * A query's arguments with the tenant's filter on every table they reach. A list that is included gets the filter of its
 * own table; a condition may lead through single rows, never through lists, which would tell what is in them.
 *
 * @throws Error where the query could reach more: a fault of the route's code, not of the caller
 */
export function scopeQuery<Args>(
  rules: TenantRules,
  { clientId, model, operation, args }: { clientId: string; model: string | undefined; operation: string; args: Args },
): Args {
  if (!model || !rules[model] || !filteredOperations.has(operation)) {
    throw refuse(`${operation} ${model ?? ''}`);
  }
  const scope = { rules, clientId };
  const fields = (args ?? {}) as Fields;
  for (const name of Object.keys(fields))
    if (!knownArguments.has(name)) throw refuse(`${operation} ${model} by ${name}`);
  const data = fields['data'] ?? {};
  const moved = ownerColumns.find((column) => Object.hasOwn(data, column));
  if (moved) throw refuse(`change ${model}.${moved}`);
  assertConditions(scope, model, fields['having']);
  // In count, aggregate and groupBy `select` and its kind name columns of the table itself.
  const selects = operation.startsWith('find');
  return {
    ...(selects ? scopeSelections(scope, model, fields) : fields),
    where: scopeWhere(scope, model, fields),
  } as Args;
}

/** `where` and the filter; conditions and order are held against what may be told by them. */
function scopeWhere(scope: Scope, model: string, { where, orderBy }: Fields): Fields {
  assertConditions(scope, model, where);
  for (const order of [orderBy ?? []].flat() as Fields[]) {
    for (const name of Object.keys(order)) if (!isColumn(model, name)) throw refuse(`order ${model} by ${name}`);
  }
  const conditions = (where ?? {}) as Fields & { AND?: object | object[] };
  return { ...conditions, AND: [visibleIn(scope, model), ...[conditions.AND ?? []].flat()] };
}

function scopeSelections(scope: Scope, model: string, fields: Fields): Fields {
  const scoped = { ...fields };
  for (const kind of ['select', 'include']) {
    if (fields[kind]) scoped[kind] = scopeSelection(scope, model, fields[kind] as Fields);
  }
  return scoped;
}

function scopeSelection(scope: Scope, model: string, selection: Fields): Fields {
  const entries = Object.entries(selection).filter(([, value]) => value !== undefined && value !== false);
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      isColumn(model, name) ? value : scopeRelation(scope, { model, name, value }),
    ]),
  );
}

function scopeRelation(scope: Scope, { model, name, value }: { model: string; name: string; value: unknown }): unknown {
  const { one, many } = scope.rules[model] ?? {};
  const fields = (value === true ? {} : value) as Fields;
  if (name === '_count') return { select: scopeCounts(scope, model, fields['select']) };
  const target = many?.[name];
  if (target) return { ...scopeSelections(scope, target, fields), where: scopeWhere(scope, target, fields) };
  const single = one?.[name];
  if (!single) throw refuse(`read ${name} of ${model}`);
  const nested = scopeSelections(scope, single, fields);
  return Object.keys(nested).length > 0 ? nested : true;
}

function scopeCounts(scope: Scope, model: string, counted: unknown): Fields {
  if (!counted) throw refuse(`count all of ${model}`);
  return Object.fromEntries(
    Object.entries(counted as Fields).map(([name, value]) => {
      const target = scope.rules[model]?.many?.[name];
      if (!target) throw refuse(`count ${name} of ${model}`);
      return [name, { where: scopeWhere(scope, target, (value === true ? {} : value) as Fields) }];
    }),
  );
}

function assertConditions(scope: Scope, model: string, where: unknown): void {
  for (const [name, value] of Object.entries((where ?? {}) as Fields)) {
    if (isColumn(model, name) || isCompoundKey(model, name)) continue;
    const single = scope.rules[model]?.one?.[name];
    if (!single && !['AND', 'OR', 'NOT'].includes(name)) throw refuse(`search ${model} by ${name}`);
    const { is, isNot, ...direct } = (single ? (value ?? {}) : {}) as Fields;
    const inner = single ? [is, isNot, direct] : [value].flat();
    for (const conditions of inner) assertConditions(scope, single ?? model, conditions);
  }
}

function visibleIn({ rules, clientId }: Scope, model: string): object {
  const rule = rules[model];
  if (!rule) throw refuse(`read ${model}`);
  return rule.visible(clientId);
}

function isColumn(model: string, name: string): boolean {
  const columns = (Prisma as unknown as Record<string, object | undefined>)[`${model}ScalarFieldEnum`];
  return columns !== undefined && Object.hasOwn(columns, name);
}

/** As Prisma names a unique pair of columns: `videoId_number`. */
function isCompoundKey(model: string, name: string): boolean {
  return name.includes('_') && name.split('_').every((part) => isColumn(model, part));
}

const refuse = (what: string): Error => new Error(`Clients may not ${what}.`);
