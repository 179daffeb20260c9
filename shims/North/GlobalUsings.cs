global using LiteBox.South;
