/** Where somebody could not go on without a login, so that they need not type what the call is about. */
export const abouts = ['register', 'login', 'reset'] as const
export type About = (typeof abouts)[number]
export const aboutIn = (value: unknown): About | undefined => abouts.find((about) => about === value)
