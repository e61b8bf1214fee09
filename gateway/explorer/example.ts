/** What a newcomer finds in the editor. */
export const exampleQuery = `# Ctrl-Enter runs this; Ctrl-Space completes what you type.
# To sign in, run the login mutation and put its
# accessToken behind "Bearer" in the headers below.

query Products {
  products(first: 5) {
    totalCount
    edges {
      node {
        name
        priceRange {
          min {
            amount
            currency
          }
        }
        variants {
          sku
          stock {
            available
            level
          }
        }
      }
    }
  }
}
`;

export const exampleHeaders = `{
  "authorization": "Bearer "
}
`;
