import { say } from '../line.ts';
import type { ClientWords } from './words.ts';

export const spanish: ClientWords = {
  language: 'es',
  greeting: (name) => (name ? say`Hola, ${name}:` : say`Hola:`),
  copyAddress: 'O copie esta dirección:',
  sentBy: 'Enviado por Bom Studio.',
  magicLink: {
    subject: say`Su enlace para entrar en Bom Studio`,
    heading: 'Entrar en Bom Studio',
    line: (minutes) =>
      say`Use el botón de abajo para entrar. El enlace sirve una sola vez, durante los próximos ${minutes} minutos.`,
    button: 'Entrar',
    closing: say`Si no ha pedido entrar, puede ignorar este correo: nadie entra sin el enlace.`,
  },
  ready: {
    subject: (title) => say`Listo para su revisión: ${title}`,
    heading: 'Su vídeo está listo para revisar',
    line: (title) => say`«${title}» ya se puede ver. Échele un vistazo y apruébelo, o díganos qué debemos cambiar.`,
    note: 'Una nota del estudio',
    button: 'Ver y revisar',
  },
  quota: {
    subject: say`Ya ha usado los vídeos de este mes`,
    heading: 'Los vídeos de este mes se han agotado',
    thanks: (name, limit) =>
      say`Gracias por su nuevo encargo. Su paquete ${name} incluye ${limit === 1 ? '1 vídeo' : `${limit} vídeos`} al mes y este mes ya no queda ninguno, así que no hemos empezado un vídeo nuevo.`,
    offer: say`Puede enviar el encargo otra vez el mes que viene. Si desea más vídeos ahora, responda a este correo y encontraremos un paquete adecuado.`,
    button: 'Abrir sus vídeos',
  },
  delivered: {
    subject: (title) => say`Su vídeo ya está aquí: ${title}`,
    heading: 'Su vídeo ya está aquí',
    line: (title) => say`«${title}» está terminado. Ya puede ver y descargar todos sus formatos.`,
    button: 'Obtener su vídeo',
  },
};
