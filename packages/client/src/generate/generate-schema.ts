import { buildOpenApi } from '@bom/contracts';
import openapiTypescript, { astToString } from 'openapi-typescript';

const heading = '// Made from the OpenAPI document by `npm run generate -w packages/client`; do not edit.\n\n';

/** The types of the whole API, as TypeScript source. */
export async function generateSchema(): Promise<string> {
  const nodes = await openapiTypescript(JSON.stringify(buildOpenApi()), {
    alphabetize: true,
    defaultNonNullable: false,
  });
  return `${heading}${astToString(nodes)}`;
}
