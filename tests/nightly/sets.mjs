/** The long sets, in the order in which they run. A set's command is run from the root of the repository, without a shell. */
export const sets = [
  {
    name: 'other-node',
    command: ['node', 'tests/nightly/other-node.mjs'],
    shows: 'unit and integration tests pass on the Node of the images too',
  },
  {
    name: 'n8n',
    command: ['npm', 'run', 'test:n8n'],
    shows: "the workflows of n8n's page make films and take events in a real n8n",
  },
  {
    name: 'faults',
    command: ['npm', 'run', 'test:faults'],
    shows: 'every row of the fault matrix: nothing is lost, nothing is paid for twice',
  },
  {
    name: 'soak',
    command: ['npm', 'run', 'soak'],
    shows: 'ten minutes of random faults, and every film asked for is accounted for',
  },
];
