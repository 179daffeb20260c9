global using LiteBox.South;

// Inside the namespace LiteBox the name South means the namespace; the type itself goes by the role it has up here.
global using Host = LiteBox.South.South;
