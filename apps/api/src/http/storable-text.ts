import { HttpProblem } from './http-problem.ts';

/**
 * Refuses text that Postgres can not keep: NUL characters and halves of surrogate pairs. Walks without recursion, since
 * free-form fields may be nested as deep as the body allows.
 *
 * @throws HttpProblem `invalid_request` naming the field
 */
export function assertStorable<Value>(value: Value): Value {
  const rest: { value: unknown; path: string }[] = [{ value, path: '' }];
  for (let next = rest.pop(); next; next = rest.pop()) {
    const { value: here, path } = next;
    if (typeof here === 'string' && !isStorable(here)) throw refuse(path);
    if (typeof here !== 'object' || here === null || Buffer.isBuffer(here)) continue;
    for (const [key, inner] of Object.entries(here)) {
      if (!isStorable(key)) throw refuse(path);
      rest.push({ value: inner, path: path === '' ? key : `${path}.${key}` });
    }
  }
  return value;
}

function isStorable(text: string): boolean {
  return !text.includes('\u0000') && isWellFormed(text);
}

/** String.prototype.isWellFormed is too new for the ES2023 library that we compile against. */
function isWellFormed(text: string): boolean {
  return !/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(text);
}

function refuse(path: string): HttpProblem {
  return new HttpProblem('invalid_request', 'Some text holds characters that can not be kept; see errors.', [
    { path, message: 'must not hold NUL characters or halves of surrogate pairs' },
  ]);
}
