/**
 * The header that saves a response under `filename` (RFC 6266): an ASCII stand-in, and the name itself in RFC 8187's
 * encoding where they differ. Folders, control characters and quotes in the name are harmless.
 */
export function contentDisposition(filename: string): string {
  const name = filename.replaceAll(/[\p{Cc}\p{Cs}/\\]/gu, '_').slice(0, 200) || 'file';
  const ascii = name.replaceAll(/[^\x20-\x7e]|["%]/g, '_');
  const plain = `attachment; filename="${ascii}"`;
  if (ascii === name) return plain;
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${plain}; filename*=UTF-8''${encoded}`;
}
