// dotnet publish -p:LiteBoxTarget=linux makes one sandboxed file: bin/Release/net10.0/linux-x64/publish/litebox/SandboxedProgram
Console.WriteLine($"Hello from {Environment.ProcessPath}");
