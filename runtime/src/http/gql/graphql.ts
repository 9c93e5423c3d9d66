/** What is used of the library: the bundle has these parts of it in a file of their own. */
export type {
  ASTVisitor,
  DocumentNode,
  ExecutionResult,
  FormattedExecutionResult,
  FragmentDefinitionNode,
  GraphQLScalarType,
  GraphQLSchema,
  SelectionSetNode,
  ValidationContext,
} from 'graphql';
export {
  buildSchema,
  execute,
  GraphQLError,
  getOperationAST,
  Kind,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
