/** The header in which Apollo's clients say who they are; ours do too. It is a claim, not a proof. */
export const clientNameHeader = 'apollographql-client-name';
