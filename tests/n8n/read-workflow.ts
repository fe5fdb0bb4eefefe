import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(__dirname, '../../docs/callers/n8n');

export interface Workflow {
  id: string;
  name: string;
  nodes: object[];
  connections: Record<string, object>;
}

export interface Places {
  /** In place of the example's address of the API. */
  studioUrl: string;
  slackUrl: string;
  /** Of the endpoint whose events are verified. */
  signingSecret: string;
}

/** A workflow of n8n's page, with what the page tells its readers to put in. */
export function readWorkflow(file: string, { studioUrl, slackUrl, signingSecret }: Places): Workflow {
  const text = readFileSync(join(folder, file), 'utf8')
    .replaceAll('https://bom.example', studioUrl)
    .replaceAll('https://hooks.slack.com/services/…', slackUrl)
    .replaceAll('whsec_…', signingSecret);
  return JSON.parse(text) as Workflow;
}

/** The same films for a list: the form gives way to a webhook whose `briefs`, keyed as the form's answers, are split into items. */
export function forManyBriefs({ nodes, connections, ...workflow }: Workflow): Workflow {
  const node = (name: string, type: string, parameters: object) => ({
    id: type,
    name,
    type: `n8n-nodes-base.${type}`,
    typeVersion: type === 'webhook' ? 2 : 1,
    position: [0, 0],
    parameters: { ...parameters, options: {} },
  });
  const { Form: afterForm = {}, ...others } = connections;
  return {
    ...workflow,
    id: 'bomBriefsToFilms',
    name: `${workflow.name}, for many briefs`,
    nodes: [
      {
        ...node('Briefs', 'webhook', { httpMethod: 'POST', path: 'bom-briefs', responseMode: 'onReceived' }),
        webhookId: 'bom-briefs',
      },
      node('One by one', 'splitOut', { fieldToSplitOut: 'body.briefs' }),
      ...nodes.filter((other) => !('name' in other && other.name === 'Form')),
    ],
    connections: {
      ...others,
      Briefs: { main: [[{ node: 'One by one', type: 'main', index: 0 }]] },
      'One by one': afterForm,
    },
  };
}
