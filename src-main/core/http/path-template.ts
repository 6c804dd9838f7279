/** A path that may stand in logs and errors: `/api/v4/contacts/17` is `/api/v4/contacts/{id}`. */
export const toPathTemplate = (path: string): string => path.replace(/\/\d+(?=\/|$)/g, '/{id}')
