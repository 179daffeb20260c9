@echo off
rem Builds everything from an empty clone; only the .NET SDK is needed beforehand. See build.sh.
rem   build.cmd         artifacts\litebox.cmd, the library OS, the package LiteBox.Sdk in artifacts\feed
rem   build.cmd demo    the same, then publishes the sample (Linux only)
rem   build.cmd test    the same, then the tests that need no Linux
setlocal
cd /d "%~dp0"
set DOTNET_CLI_TELEMETRY_OPTOUT=1
set DOTNET_NOLOGO=1
set MSBUILDDISABLENODEREUSE=1
set QUIET=--nologo --verbosity quiet

if not "%1"=="" if not "%1"=="demo" if not "%1"=="test" if not "%1"=="bench" (
  echo build.cmd: unknown command '%1'; there are: demo, test, bench 1>&2
  exit /b 2
)

dotnet build runtime\LibOs.proj -c Release %QUIET% || exit /b 1
dotnet publish packager\Tool\LiteBox.Tool.csproj -c Release %QUIET% || exit /b 1
dotnet pack Sdk\LiteBox.Sdk.csproj -c Release %QUIET% || exit /b 1
>artifacts\litebox.cmd echo @dotnet "%%~dp0publish\LiteBox.Tool\release\litebox.dll" %%*

if "%1"=="demo" (
  echo build.cmd: the bundle of samples\Hello is native Linux code; run ./build.sh demo on Linux or in WSL 1>&2
  exit /b 1
)
if "%1"=="bench" (
  echo build.cmd: the benchmarks compare with the Linux kernel; run ./build.sh bench on Linux or in WSL 1>&2
  exit /b 1
)
if "%1"=="test" (
  for %%p in (Runtime Packager Repository) do (
    dotnet test tests\%%p.Tests\%%p.Tests.csproj -c Release --nologo || exit /b 1
  )
)
