/** The parts of the library that are used; they are bundled into a file of their own. */
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
