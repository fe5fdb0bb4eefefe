/** What a key may be allowed to do; `staff` is everything. */
export const serviceScopes = [
  'clients:read',
  'clients:write',
  'projects:read',
  'projects:write',
  'videos:read',
  'videos:write',
  'scripts:write',
  'assembly:read',
  'assembly:write',
  'assets:read',
  'assets:write',
  'usage:read',
  'metrics:read',
] as const;
export const scopes = [...serviceScopes, 'staff'] as const;
export type Scope = (typeof scopes)[number];
